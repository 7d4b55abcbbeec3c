package ai.hone.train;

import java.nio.file.Path;

/** What a learner writes to disk and reads back. */
final class LearnerFiles {
    private LearnerFiles() {}
    static Path save(Learner<?, ?> learner, Path file) { throw new UnsupportedOperationException("save"); }
    static void load(Learner<?, ?> learner, Path file) { throw new UnsupportedOperationException("load"); }
    static Path export(Learner<?, ?> learner, Path file) { throw new UnsupportedOperationException("export"); }
}
