package dev.serai.registration;

/** Is told what has been done, as soon as it is done. No text has a secret. */
public interface ApplyListener {
    /** Something was done. */
    void done(Account account, String name, String what);

    /** Something could not be done. */
    void failed(Account account, String name, String why);
}
