package dev.serai.http;

import dev.serai.signature.SignatureScheme;
import dev.serai.signature.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Where calls get the keys with which they are signed. */
public interface SigningKeys {
    /** Of calls that are not sent. A trial signs what its caller writes, so a real key would let the caller write as Serai. */
    SigningKeys STAND_IN = name -> List.of(SignatureScheme.STANDARD_WEBHOOKS.signer("whsec_"
            + Base64.getEncoder().encodeToString("this is no key; nothing is sent".getBytes(StandardCharsets.UTF_8))));

    /** The keys of {@code signature.<name>.secrets}; empty if none is set. */
    List<WebhookSigner> of(String name);

    static SigningKeys of(Map<String, SigningSecrets> secrets) {
        return name -> {
            SigningSecrets of = secrets.get(name);
            return of == null ? List.of() : of.signers();
        };
    }
}
