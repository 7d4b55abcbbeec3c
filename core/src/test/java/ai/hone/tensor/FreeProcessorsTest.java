package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FreeProcessorsTest {
    private static final double SECONDS = 1e9;

    /** A machine whose load and clock the test moves. */
    private static final class Machine implements ProcessorLoad {
        final int processors;
        double busy;
        double time;
        int looks;

        Machine(int processors) {
            this.processors = processors;
        }

        @Override
        public int processors() {
            return processors;
        }

        @Override
        public double busyElsewhere() {
            looks++;
            return busy;
        }

        FreeProcessors watched(int available) {
            return new FreeProcessors(available, this, () -> (long) (time * SECONDS));
        }

        int after(double seconds, double nowBusy, FreeProcessors free) {
            time += seconds;
            busy = nowBusy;
            return free.now();
        }
    }

    @Test
    void startsWithAllAndFallsAtTheFirstLookThatFindsLess() {
        Machine machine = new Machine(8);
        FreeProcessors free = machine.watched(8);
        assertThat(free.now()).isEqualTo(8);
        assertThat(machine.after(0.1, 3, free)).as("too early to look").isEqualTo(8);
        assertThat(machine.after(0.2, 3, free)).isEqualTo(5);
        assertThat(machine.after(2.1, 4.5, free)).isEqualTo(3);
    }

    @Test
    void risesWhenTwoLooksInARowFindMoreAndThenToTheLesserOfThem() {
        Machine machine = new Machine(8);
        FreeProcessors free = machine.watched(8);
        assertThat(machine.after(1, 6, free)).isEqualTo(2);
        assertThat(machine.after(2.1, 0, free)).isEqualTo(2);
        assertThat(machine.after(2.1, 3, free)).isEqualTo(5);
        assertThat(machine.after(2.1, 0, free)).isEqualTo(5);
        assertThat(machine.after(2.1, 3, free)).as("a quiet look alone").isEqualTo(5);
        assertThat(machine.after(2.1, 0, free)).isEqualTo(5);
        assertThat(machine.after(2.1, 0, free)).isEqualTo(8);
    }

    @Test
    void aLittleWorkElsewhereChangesNothingEitherWay() {
        Machine machine = new Machine(2);
        FreeProcessors free = machine.watched(2);
        assertThat(machine.after(1, 0.29, free)).isEqualTo(2);
        assertThat(machine.after(2.1, 0.31, free)).isEqualTo(1);
        for (int look = 0; look < 5; look++) {
            assertThat(machine.after(2.1, 0.2, free)).isEqualTo(1);
        }
        machine.after(2.1, 0.1, free);
        assertThat(machine.after(2.1, 0.1, free)).isEqualTo(2);
    }

    @Test
    void manyProcessorsPassSmallGainsOverButTheyReachAllOfThem() {
        Machine machine = new Machine(64);
        FreeProcessors free = machine.watched(64);
        assertThat(machine.after(1, 14, free)).isEqualTo(50);
        machine.after(2.1, 11.5, free);
        assertThat(machine.after(2.1, 11.5, free)).isEqualTo(50);
        machine.after(2.1, 0, free);
        assertThat(machine.after(2.1, 0, free)).isEqualTo(64);
    }

    @Test
    void neverLessThanOneNorMoreThanAQuotaAllows() {
        Machine machine = new Machine(64);
        FreeProcessors free = machine.watched(2);
        assertThat(machine.after(1, 10, free)).isEqualTo(2);
        assertThat(machine.after(2.1, 62.9, free)).isEqualTo(1);
        assertThat(machine.after(2.1, 64, free)).isEqualTo(1);
    }

    @Test
    void looksEveryTwoSecondsAndNotAtAllWithOneProcessor() {
        Machine machine = new Machine(4);
        FreeProcessors free = machine.watched(4);
        machine.after(1, 0, free);
        int looks = machine.looks;
        machine.after(1.9, 4, free);
        assertThat(machine.looks).isEqualTo(looks);
        machine.after(0.2, 4, free);
        assertThat(machine.looks).isEqualTo(looks + 1);

        Machine single = new Machine(4);
        FreeProcessors one = single.watched(1);
        int before = single.looks;
        assertThat(single.after(100, 4, one)).isEqualTo(1);
        assertThat(single.looks).isEqualTo(before);
    }

    @Test
    void anAverageOverALongPauseIsNotBelieved() {
        Machine machine = new Machine(2);
        FreeProcessors free = machine.watched(2);
        machine.after(1, 0, free);
        assertThat(machine.after(3600, 2, free)).isEqualTo(2);
        assertThat(machine.after(0.3, 1, free)).as("soon after").isEqualTo(1);
    }

    @Test
    void theReasonGivesTheLastLook() {
        Machine machine = new Machine(2);
        FreeProcessors free = machine.watched(2);
        machine.after(1, 0.75, free);
        assertThat(free.reason()).isEqualTo("0.8 of 2 processors are busy with other processes");
    }
}
