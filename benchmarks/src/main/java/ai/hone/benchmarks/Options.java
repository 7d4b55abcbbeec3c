package ai.hone.benchmarks;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What the command line says, beside the benchmark's name. */
final class Options {
    static final String USAGE = """
            Options:
              --quick            one short round, to see whether everything runs; its figures mean nothing
              --peers LIST       of djl, dl4j, pytorch, or all: measured in turn with Hone in the same session
              --precision LIST   of float32, bfloat16; default both
              --batch N          pictures or rows in a step
              --size N           pictures' height and width
              --rounds N         turns for each contestant; default 3
              --steps N          measured steps in a turn
              --warm-up N        steps before them that do not count
              --threads N        for everyone; default the processors for the peers, and for Hone what it chooses
              --note TEXT        fills the comment column
            """;

    boolean quick;
    int rounds = 3;
    String note = "";
    List<String> precisions = List.of("float32", "bfloat16");
    Optional<Integer> batch = Optional.empty();
    Optional<Integer> size = Optional.empty();
    Optional<Integer> steps = Optional.empty();
    Optional<Integer> warmUp = Optional.empty();
    Optional<Integer> threads = Optional.empty();

    static Options of(List<String> arguments) {
        Options o = new Options();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            o.take(rest.next(), rest);
        }
        o.rounds = o.quick ? 1 : o.rounds;
        return o;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--quick" -> quick = true;
            case "--note" -> note = value(option, rest);
            case "--precision" -> precisions = precisions(value(option, rest));
            case "--batch" -> batch = Optional.of(number(option, rest));
            case "--size" -> size = Optional.of(number(option, rest));
            case "--rounds" -> rounds = number(option, rest);
            case "--steps" -> steps = Optional.of(number(option, rest));
            case "--warm-up" -> warmUp = Optional.of(number(option, rest));
            case "--threads" -> threads = Optional.of(number(option, rest));
            default ->
                throw new IllegalArgumentException(
                        "benchmarks/run: expected an option that it knows but received " + option + ".\n" + USAGE);
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": expected a value after it but received none.\n" + USAGE);
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest) {
        String text = value(option, rest);
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(option + ": expected a whole number from 1 but received " + text + ".");
        }
        return Integer.parseInt(text);
    }

    private static List<String> precisions(String text) {
        List<String> all = Arrays.asList(text.split(","));
        if (!List.of("float32", "bfloat16").containsAll(all)) {
            throw new IllegalArgumentException(
                    "--precision: expected float32, bfloat16 or both with a comma but received " + text + ".");
        }
        return all;
    }

    /** Those that a peer uses which has to be told. */
    int peerThreads() {
        return threads.orElse(Runtime.getRuntime().availableProcessors());
    }
}
