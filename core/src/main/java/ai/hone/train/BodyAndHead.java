package ai.hone.train;

import ai.hone.nn.Layer;

/** A model of one input that is head(body(x)): what a body made of an input while it is frozen can be kept. */
public interface BodyAndHead {
    /** The first part, pretrained as a rule. */
    Layer body();

    /** The last part, which is new. */
    Layer head();
}
