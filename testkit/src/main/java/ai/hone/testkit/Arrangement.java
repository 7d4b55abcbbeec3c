package ai.hone.testkit;

import ai.hone.tensor.Precision;

/** What a case does to its pictures before it calls the kernel. */
enum Arrangement {
    /** Nothing: row-major, as they were made. */
    ROW_MAJOR(Precision.FLOAT32, false),
    /** Kernels.prepare in the case's own type. */
    PREPARED(Precision.FLOAT32, false),
    /** Some are prepared, some not: whatever meets in a user's code. */
    MIXED(Precision.FLOAT32, true),
    /** Rounded to bfloat16 and prepared. */
    BFLOAT16(Precision.BFLOAT16, false),
    /** Rounded to bfloat16, but only some prepared. */
    BFLOAT16_MIXED(Precision.BFLOAT16, true);

    private final Precision precision;
    private final boolean mixed;

    Arrangement(Precision precision, boolean mixed) {
        this.precision = precision;
        this.mixed = mixed;
    }

    Precision precision() {
        return precision;
    }

    boolean rounds() {
        return precision == Precision.BFLOAT16;
    }

    /** @param chance what decides where only some are prepared */
    boolean prepares(boolean chance) {
        return this != ROW_MAJOR && (!mixed || chance);
    }
}
