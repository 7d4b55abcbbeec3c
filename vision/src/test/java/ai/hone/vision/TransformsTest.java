package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.DataException;
import ai.hone.data.Declarative;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TransformsTest {

    static Stream<Declarative> all() {
        return Stream.of(
                Transforms.resize(224),
                Transforms.resize(20, 30, ResizeMethod.PAD, PadMode.ZEROS),
                Transforms.randomResizedCrop(128, o -> o.minScale(0.35)),
                Transforms.flipItem(0.25),
                Transforms.augTransforms(),
                Transforms.augTransforms(
                        o -> o.flip(false).size(24, 32).padMode(PadMode.BORDER).mult(1.5)),
                Normalize.IMAGENET,
                Transforms.normalize(List.of(0.5), List.of(0.25)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isRebuiltFromItsSettingsThroughJson(Declarative transform) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        Map<String, Object> settings =
                json.readValue(json.writeValueAsString(transform.settings()), new TypeReference<>() {});
        assertThat(Transforms.fromSettings(transform.kind(), settings)).isEqualTo(transform);
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesASettingThatIsMissing(Declarative transform) {
        for (String name : transform.settings().keySet()) {
            Map<String, Object> settings = new HashMap<>(transform.settings());
            settings.remove(name);
            if (transform.kind().equals("augTransforms") && name.equals("height")) {
                continue; // no size is a size
            }
            assertThatThrownBy(() -> Transforms.fromSettings(transform.kind(), settings))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(transform.kind() + "." + name + ": expected ")
                    .hasMessageEndingWith(
                            " but received null. The bundle is damaged, or was written by another version of Hone.");
        }
    }

    @Test
    void refusesSettingsOfTheWrongType() {
        assertThatThrownBy(() -> Transforms.fromSettings("resize", Map.of("height", 2.5)))
                .hasMessageStartingWith("resize.height: expected a whole number but received 2.5.");
        assertThatThrownBy(
                        () -> Transforms.fromSettings("resize", Map.of("height", 2, "width", 2, "method", "STRETCH")))
                .hasMessageStartingWith("resize.method: expected one of [CROP, PAD, SQUISH] but received STRETCH.");
        assertThatThrownBy(() -> Transforms.fromSettings("normalize", Map.of("mean", List.of("a"), "std", List.of(1))))
                .hasMessageStartingWith("normalize.mean: expected a list of numbers but received [a].");
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        assertThatThrownBy(() -> Transforms.fromSettings("posterize", Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("transform: expected a kind that this version knows but received 'posterize'."
                        + " The bundle was written by a newer version of Hone, or by another library.");
    }

    @Test
    void refusesImpossibleAugmentations() {
        assertThatThrownBy(
                        () -> Transforms.augTransforms(o -> o.maxLighting(0.5).mult(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "augTransforms: expected maxLighting, times mult, of 0 up to but not including 1 but received 1.0."
                                + " At 1 pictures would be all black or white.");
        assertThatThrownBy(() -> Transforms.augTransforms(o -> o.minZoom(1.2)))
                .hasMessage("augTransforms: expected 0 < minZoom ≤ maxZoom but received 1.2 and 1.1. 1 does not zoom.");
        assertThatThrownBy(() -> Transforms.augTransforms(o -> o.maxWarp(1)))
                .hasMessage(
                        "augTransforms: expected, after mult, maxWarp of 0 up to but not including 1 and maxRotate of 0 … 360 but received"
                                + " 1.0 and 10.0. Both are symmetric ranges: 10 means −10 … 10.");
        assertThatThrownBy(() -> Transforms.augTransforms(o -> o.pAffine(-0.1)))
                .hasMessage(
                        "augTransforms: expected a probability of 0 … 1 but received -0.1. 0.5 is every second picture.");
        assertThatThrownBy(() -> Transforms.normalize(List.of(0.5), List.of(0.0)))
                .hasMessage(
                        "normalize: expected deviations above 0 but received [0.0]. A channel that never varies cannot be normalized.");
        assertThatThrownBy(() -> Transforms.normalize(List.of(0.5), List.of(0.1, 0.2)))
                .hasMessage(
                        "normalize: expected as many means as deviations, one for each channel, but received [0.5] and [0.1, 0.2]."
                                + " Pictures have 3 channels, or 1 if grey.");
    }
}
