package ai.hone.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.io.CheckpointException;
import ai.hone.io.Declaration;
import ai.hone.io.Rebuilder.Role;
import ai.hone.train.CoreTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bundle rebuilds every loss with its settings. */
final class LossesTest {
    static Stream<Loss> losses() {
        return Stream.of(
                new CrossEntropyLoss(),
                new CrossEntropyLoss(o -> o.weights(1, 0.25).ignoreIndex(255).labelSmoothing(0.1)),
                new FocalLoss(),
                new FocalLoss(o -> o.gamma(1.5).weights(3, 1)),
                new BceWithLogitsLoss(),
                new BceWithLogitsLoss(o -> o.posWeight(3, 1).threshold(0.25)),
                new MseLoss(),
                new L1Loss(),
                new HuberLoss(),
                new HuberLoss(0.5),
                new DiceLoss(),
                new DiceLoss(o -> o.smooth(1).squareInUnion(true).reduction(DiceLoss.Reduction.MEAN)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void comeBackFromJson(Loss loss) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        Map<String, Object> read = json.readValue(json.writeValueAsString(loss.settings()), new TypeReference<>() {});
        Object rebuilt = new CoreTypes()
                .rebuild(Role.LOSS, new Declaration(loss.name(), read))
                .orElseThrow();
        assertThat(rebuilt).hasSameClassAs(loss).hasToString(loss.toString());
        assertThat(((Loss) rebuilt).settings()).isEqualTo(loss.settings());
    }

    @Test
    void settingsThatAreMissingHaveTheirDefaults() {
        for (Loss loss : losses().filter(l -> l.toString().equals(usual(l))).toList()) {
            assertThat(Losses.rebuild(loss.name(), Map.of()).orElseThrow()).hasToString(loss.toString());
        }
        assertThat(losses().filter(l -> l.toString().equals(usual(l)))).hasSize(7);
    }

    private static String usual(Loss loss) {
        return switch (loss.name()) {
            case "focal" -> "FocalLoss(gamma 2.0)";
            case "bce_with_logits" -> "BceWithLogitsLoss(threshold 0.5)";
            case "huber" -> "HuberLoss(delta 1.0)";
            case "dice" -> "DiceLoss(smooth 1.0E-6, sum)";
            default -> loss.getClass().getSimpleName() + "()";
        };
    }

    @Test
    void leavesOtherNamesToOthers() {
        assertThat(Losses.rebuild("cross_entropy_2", Map.of())).isEmpty();
        assertThat(new CoreTypes().rebuild(Role.MODEL, new Declaration("mse", Map.of())))
                .isEmpty();
    }

    @Test
    void refusesDamagedSettings() {
        refuses("huber", "delta", "wide", "bundle: huber.delta: expected a number but received wide.");
        refuses("huber", "delta", -1, "bundle: huber.delta: expected a finite number above 0 but received -1.0.");
        refuses("cross_entropy", "ignoreIndex", 0.5, "bundle: cross_entropy.ignoreIndex: expected a whole number");
        refuses("focal", "weights", List.of("a"), "bundle: focal.weights: expected a list of numbers");
        refuses("dice", "squareInUnion", 1, "bundle: dice.squareInUnion: expected true or false but received 1.");
        refuses("dice", "reduction", "NONE", "bundle: dice.reduction: expected one of [SUM, MEAN] but received NONE.");
    }

    private static void refuses(String name, String setting, Object value, String message) {
        assertThatThrownBy(() -> new CoreTypes().rebuild(Role.LOSS, new Declaration(name, Map.of(setting, value))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(message);
    }
}
