package ai.hone.benchmarks.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.hone.benchmarks.Turn;
import java.nio.ByteBuffer;
import java.util.Random;

/** A call of Predictor.predict: from pictures that are decoded already to classes with probabilities. */
final class Predict {
    private Predict() {}

    static void run(Turn turn) throws TranslateException {
        int batch = turn.number("batch");
        int size = turn.number("size");
        byte[] pictures = new byte[batch * 3 * size * size];
        new Random(42).nextBytes(pictures);
        try (Model model = Model.newInstance("resnet34")) {
            Block block = Resnet34.create(DjlTurn.CLASSES);
            block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(batch, 3, size, size));
            model.setBlock(block);
            try (Predictor<byte[], float[]> predictor = model.newPredictor(new Pictures(batch, size))) {
                turn.start();
                while (!turn.done()) {
                    if (predictor.predict(pictures).length != batch * (DjlTurn.CLASSES + 1)) {
                        throw new IllegalStateException("predict: expected one prediction a picture.");
                    }
                    turn.stamp();
                }
            }
        }
    }

    /** Bytes [N, H, W, C] to each picture's class and probabilities. */
    private record Pictures(int batch, int size) implements NoBatchifyTranslator<byte[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, byte[] pixels) {
            NDManager manager = context.getNDManager();
            NDArray bytes = manager.create(ByteBuffer.wrap(pixels), new Shape(batch, size, size, 3), DataType.UINT8);
            NDArray mean = manager.create(new float[] {0.485f, 0.456f, 0.406f}, new Shape(1, 3, 1, 1));
            NDArray deviation = manager.create(new float[] {0.229f, 0.224f, 0.225f}, new Shape(1, 3, 1, 1));
            return new NDList(bytes.transpose(0, 3, 1, 2)
                    .toType(DataType.FLOAT32, false)
                    .divi(255)
                    .subi(mean)
                    .divi(deviation));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            NDArray probabilities = outputs.singletonOrThrow().softmax(1);
            NDArray classes =
                    probabilities.argMax(1).toType(DataType.FLOAT32, false).reshape(batch, 1);
            return classes.concat(probabilities, 1).toFloatArray();
        }
    }
}
