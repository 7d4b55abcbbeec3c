package ai.hone.examples;

import ai.hone.vision.ResidualNetwork;

/** The network that the examples share: a small ResNet for small grey pictures, 1.2 million parameters. */
final class CompactNetwork {
    static final ResidualNetwork ARCHITECTURE =
            ResidualNetwork.of(o -> o.blocks(1, 1, 1, 1).width(32).smallStem(true));

    private CompactNetwork() {}
}
