package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.hone.data.Category;
import ai.hone.kernel.nd4j.Nd4jProvider;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The precision of a learner and of a predictor: what is refused, what AUTO means, and that no file tells. */
final class LearnerPrecisionTest {
    @TempDir
    Path folder;

    /** The portable kernels, which lack bfloat16 on every machine, whatever back end the tests run on. */
    private static Kernels portable() {
        Nd4jProvider provider = new Nd4jProvider();
        assertThat(provider.unavailable()).isNull();
        return provider.create();
    }

    private static Learner<Blobs.Point, Category> learner(
            ai.hone.data.DataLoaders<Blobs.Point, Category> dls, Precision precision) {
        return Blobs.learner(dls, o -> o.precision(precision).threads(1).architecture(new Blobs.Plan(8)));
    }

    @Test
    void bfloat16IsRefusedByTheLearner() {
        Kernels kernels = portable();
        try (Scope scope = Scope.open(kernels);
                var dls = Blobs.data()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> learner(dls, Precision.BFLOAT16))
                    .withMessage("learner.precision: expected a precision that " + kernels.name()
                            + " computes but received BFLOAT16: these kernels compute in float32 only."
                            + " Use AUTO, which takes it only where it is fast, or FLOAT32.");
        }
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void bfloat16IsRefusedByThePredictor() {
        Kernels kernels = portable();
        Path bundle = folder.resolve("bundle.zip");
        try (Scope scope = Scope.open(kernels);
                var dls = Blobs.data();
                var learn = learner(dls, Precision.AUTO)) {
            learn.export(bundle);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Predictor.load(
                            bundle, Blobs.Point.class, Category.class, o -> o.precision(Precision.BFLOAT16)))
                    .withMessage("predictor.precision: expected a precision that " + kernels.name()
                            + " computes but received BFLOAT16: these kernels compute in float32 only."
                            + " Use AUTO, which takes it only where it is fast, or FLOAT32.");
            try (var predictor = Predictor.load(bundle, Blobs.Point.class, Category.class)) {
                assertThat(predictor.toString()).endsWith(", FLOAT32)");
            }
        }
    }

    @Test
    void autoIsFloat32WhereBfloat16IsLacking() {
        try (Scope scope = Scope.open(portable());
                var dls = Blobs.data();
                var learn = learner(dls, Precision.AUTO)) {
            assertThat(learn.precision()).isEqualTo(Precision.FLOAT32);
            assertThat(learn.toString())
                    .startsWith("Learner(Sequential, cross_entropy, ")
                    .endsWith(", FLOAT32)");
        }
    }

    @Test
    void thePrecisionIsWhatWasAskedForOrWhatTheBackEndHas() {
        boolean lacking = Scope.currentKernels().lacksBfloat16() != null;
        try (var dls = Blobs.data();
                var auto = learner(dls, Precision.AUTO);
                var exact = learner(dls, Precision.FLOAT32)) {
            assertThat(auto.precision()).isEqualTo(lacking ? Precision.FLOAT32 : Precision.BFLOAT16);
            assertThat(exact.precision()).isEqualTo(Precision.FLOAT32);
            assertThat(auto.toString()).endsWith(", " + auto.precision() + ")");
        }
    }

    /** Rows are float32 at every precision, so not only the files' form but their bytes are the same. */
    @Test
    void filesAreTheSameWhateverThePrecision() throws IOException {
        List<Precision> legal = new ArrayList<>(List.of(Precision.FLOAT32, Precision.AUTO));
        if (Scope.currentKernels().lacksBfloat16() == null) {
            legal.add(Precision.BFLOAT16);
        }
        List<byte[]> checkpoints = new ArrayList<>();
        List<byte[]> weights = new ArrayList<>();
        for (Precision precision : legal) {
            Path checkpoint = folder.resolve(precision + ".safetensors");
            Path bundle = folder.resolve(precision + ".zip");
            try (var dls = Blobs.data();
                    var learn = learner(dls, precision)) {
                learn.fit(2, 1e-2);
                learn.save(checkpoint);
                learn.export(bundle);
            }
            checkpoints.add(Files.readAllBytes(checkpoint));
            weights.add(entry(bundle, "weights.safetensors"));
        }
        assertThat(checkpoints).allSatisfy(bytes -> assertThat(bytes).isEqualTo(checkpoints.get(0)));
        assertThat(weights).allSatisfy(bytes -> assertThat(bytes).isEqualTo(weights.get(0)));
    }

    private static byte[] entry(Path bundle, String name) throws IOException {
        try (var zip = new java.util.zip.ZipFile(bundle.toFile())) {
            return zip.getInputStream(zip.getEntry(name)).readAllBytes();
        }
    }
}
