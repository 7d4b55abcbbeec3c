package ai.hone.benchmarks.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The networks as DL4J describes them. */
final class Networks {
    private static final int[] BLOCKS = {3, 4, 6, 3};

    private Networks() {}

    /** torchvision's ResNet-34. */
    static ComputationGraphConfiguration resnet34(int classes, int size) {
        GraphBuilder graph =
                builder().graphBuilder().addInputs("pictures").setInputTypes(InputType.convolutional(size, size, 3));
        String last = convolution(graph, "stem", "pictures", 64, 7, 2, true);
        graph.addLayer(
                "pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build(),
                last);
        last = "pool";
        int inputs = 64;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int outputs = 64 << stage;
            for (int block = 0; block < BLOCKS[stage]; block++) {
                last = residual(
                        graph,
                        "layer" + (stage + 1) + "." + block,
                        last,
                        inputs,
                        outputs,
                        block == 0 && stage > 0 ? 2 : 1);
                inputs = outputs;
            }
        }
        return graph.addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), last)
                .addLayer("output", output(inputs, classes), "average")
                .setOutputs("output")
                .build();
    }

    /** The network for tables: 216 → 200 → 100 → 2. */
    static MultiLayerConfiguration small() {
        NeuralNetConfiguration.ListBuilder layers = builder().list();
        int inputs = 216;
        for (int outputs : new int[] {200, 100}) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(inputs)
                    .nOut(outputs)
                    .hasBias(false)
                    .activation(Activation.RELU)
                    .build());
            layers.layer(
                    new BatchNormalization.Builder().nIn(outputs).nOut(outputs).build());
            // The share that is kept.
            layers.layer(new DropoutLayer.Builder(0.9).build());
            inputs = outputs;
        }
        return layers.layer(output(inputs, 2)).build();
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(42)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(1e-3));
    }

    private static OutputLayer output(int inputs, int classes) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static String residual(GraphBuilder graph, String name, String input, int inputs, int outputs, int stride) {
        String first = convolution(graph, name + ".conv1", input, outputs, 3, stride, true);
        String second = convolution(graph, name + ".conv2", first, outputs, 3, 1, false);
        String shortcut = stride == 1 && inputs == outputs
                ? input
                : convolution(graph, name + ".downsample", input, outputs, 1, stride, false);
        graph.addVertex(name + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
        return relu(graph, name + ".relu", name + ".sum");
    }

    /** With batch norm. */
    private static String convolution(
            GraphBuilder graph, String name, String input, int outputs, int kernel, int stride, boolean relu) {
        graph.addLayer(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .nOut(outputs)
                        .stride(stride, stride)
                        .padding(kernel / 2, kernel / 2)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                input);
        graph.addLayer(name + ".norm", new BatchNormalization(), name);
        return relu ? relu(graph, name + ".relu", name + ".norm") : name + ".norm";
    }

    private static String relu(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, new ActivationLayer(Activation.RELU), input);
        return name;
    }
}
