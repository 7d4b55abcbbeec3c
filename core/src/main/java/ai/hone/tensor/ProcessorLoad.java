package ai.hone.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** How busy the processors that this process may run on are with other processes. */
interface ProcessorLoad {
    /** Processors that this process may be scheduled on; a container's quota may allow less. */
    int processors();

    /** Processors' worth of work that other processes did since the last call, 0 if that is not known. */
    double busyElsewhere();

    static ProcessorLoad ofThisMachine() {
        Path proc = Path.of("/proc");
        try {
            return new Linux(proc);
        } catch (IOException | RuntimeException e) {
            return new Portable();
        }
    }

    /** Reads the kernel's counters, which show the neighbours outside a container too. */
    final class Linux implements ProcessorLoad {
        private final Path proc;
        private final BitSet allowed;
        private Counters last;

        /** Ticks since the start: of all kinds and of work on the allowed processors, and of work of this process. */
        record Counters(long all, long busy, long own) {}

        Linux(Path proc) throws IOException {
            this.proc = proc;
            this.allowed = allowed(Files.readAllLines(proc.resolve("self/status")));
            this.last = counters();
        }

        @Override
        public int processors() {
            return allowed.cardinality();
        }

        @Override
        public synchronized double busyElsewhere() {
            try {
                Counters now = counters();
                Counters before = last;
                last = now;
                return between(before, now, processors());
            } catch (IOException | RuntimeException e) {
                return 0;
            }
        }

        static double between(Counters before, Counters now, int processors) {
            long all = now.all - before.all;
            long elsewhere = now.busy - before.busy - (now.own - before.own);
            return all <= 0 ? 0 : Math.max(0, Math.min(processors, (double) processors * elsewhere / all));
        }

        private Counters counters() throws IOException {
            long all = 0;
            long busy = 0;
            for (String line : Files.readAllLines(proc.resolve("stat"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("cpu") && line.charAt(3) != ' ') {
                    String[] f = line.split(" +");
                    if (allowed.get(Integer.parseInt(f[0].substring(3)))) {
                        // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user
                        for (int i = 1; i <= 8; i++) {
                            long ticks = Long.parseLong(f[i]);
                            all += ticks;
                            busy += i == 4 || i == 5 ? 0 : ticks;
                        }
                    }
                }
            }
            return new Counters(all, busy, own());
        }

        /** User and system time; the name before them may hold spaces and brackets. */
        private long own() throws IOException {
            String text = Files.readString(proc.resolve("self/stat"), StandardCharsets.ISO_8859_1);
            String[] f = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(f[11]) + Long.parseLong(f[12]);
        }

        /** {@code Cpus_allowed_list: 0-3,8}. */
        static BitSet allowed(List<String> status) {
            String name = "Cpus_allowed_list:";
            String list = status.stream()
                    .filter(l -> l.startsWith(name))
                    .findFirst()
                    .orElseThrow()
                    .substring(name.length())
                    .trim();
            BitSet set = new BitSet();
            for (String range : list.split(",")) {
                String[] ends = range.split("-");
                set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
            return set;
        }
    }

    /** What Java knows of any system. */
    final class Portable implements ProcessorLoad {
        @Override
        public int processors() {
            return Threads.available();
        }

        @Override
        public double busyElsewhere() {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
                double all = system.getCpuLoad();
                double own = system.getProcessCpuLoad();
                return all < 0 || own < 0 ? 0 : Math.max(0, all - own) * processors();
            }
            return 0;
        }
    }
}
