package ai.hone.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures one benchmark, Hone and the peers in turn, prints a table for each case and writes
 * {@code benchmarks/results/<name>-<date>-<machine>.csv}; a quick run's file lies in {@code hone-out/benchmarks} instead.
 */
public final class Runner {
    static final Path ROOT = Path.of(System.getenv().getOrDefault("HONE_ROOT", ""));

    private final String name;
    private final Options options;

    private Runner(String name, Options options) {
        this.name = name;
        this.options = options;
    }

    /** Without a name it lists them; the exit status is 1 if a contestant failed, 2 if the arguments are wrong. */
    public static void main(String[] args) {
        if (args.length == 0 || !Suite.names().containsKey(args[0])) {
            usage(args);
            System.exit(2);
        }
        Runner runner;
        try {
            runner = new Runner(args[0], Options.of(Arrays.asList(args).subList(1, args.length)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(runner.run() ? 0 : 1);
    }

    private static void usage(String[] args) {
        if (args.length > 0) {
            System.err.printf("There is no benchmark \"%s\".%n%n", args[0]);
        }
        System.err.printf("Usage: benchmarks/run NAME [OPTION...]%n%nBenchmarks:%n");
        Suite.names().forEach((name, sentence) -> System.err.printf("  %-18s %s%n", name, sentence));
        System.err.printf("%n%s", Options.USAGE);
    }

    private boolean run() {
        Machine machine = Machine.here();
        String date = LocalDate.now(ZoneId.systemDefault()).toString();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        System.out.printf(Locale.ROOT, "%s: %s, %d cores, load %.2f%n", name, machine.cpu(), machine.cores(), load);
        if (load > 0.5) {
            System.out.println("The machine is busy with something else: these figures will not be worth keeping.");
        }
        Results results = new Results(name, machine, date, comment(load));
        Session session = new Session(options);
        StringBuilder report = new StringBuilder();
        boolean good = true;
        for (Case each : new Suite(options).cases(name)) {
            System.out.println(each.name());
            List<Tally> tallies = session.run(each);
            results.add(each, tallies);
            report.append(Report.of(each, tallies));
            good &= tallies.stream().noneMatch(Tally::failed);
        }
        System.out.println(report);
        Path folder = ROOT.resolve(options.quick ? "hone-out/benchmarks" : "benchmarks/results");
        System.out.println("Wrote " + results.write(folder.resolve(name + "-" + date + "-" + machine.slug() + ".csv")));
        return good;
    }

    private String comment(double load) {
        String told = options.note.isEmpty() ? "" : options.note + "; ";
        return (options.quick ? "quick; " : "") + told + String.format(Locale.ROOT, "load %.2f at the start", load);
    }
}
