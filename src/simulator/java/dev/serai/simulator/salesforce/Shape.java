package dev.serai.simulator.salesforce;

/**
 * What the values of a field have to look like.
 *
 * @param length the most characters of a text, or the most digits of a number; 0: no bound
 * @param scale how many of a number's digits are behind the point
 * @param detail the object a lookup points to, or the format of an automatic number; otherwise empty
 */
record Shape(int length, int scale, String detail, Picklist picklist) {
    static final Shape ANY = new Shape(0, 0, "", Picklist.NONE);

    Shape holding(int most) {
        return new Shape(most, scale, detail, picklist);
    }

    Shape digits(int precision, int behindThePoint) {
        return new Shape(precision, behindThePoint, detail, picklist);
    }

    Shape detailed(String more) {
        return new Shape(length, scale, more, picklist);
    }

    Shape of(Picklist values) {
        return new Shape(length, scale, detail, values);
    }
}
