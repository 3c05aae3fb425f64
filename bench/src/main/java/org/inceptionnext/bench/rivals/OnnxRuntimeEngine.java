package org.inceptionnext.bench.rivals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An ONNX file in ONNX Runtime for Java. */
final class OnnxRuntimeEngine implements Engine {
    private static final String INPUT = "input";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * Settings that a user would try.
     *
     * @param threads of one operator
     * @param level how far the graph is rewritten
     * @param arena whether freed memory is kept for the next prediction
     * @param spinning whether threads that wait spin
     */
    record Settings(int threads, OptLevel level, boolean arena, boolean spinning) {

        /** Returns all that are tried; a single thread waits for nobody, so it does not spin. */
        static List<Settings> grid() {
            List<Settings> grid = new ArrayList<>();
            for (OptLevel level : List.of(OptLevel.BASIC_OPT, OptLevel.EXTENDED_OPT, OptLevel.ALL_OPT)) {
                for (boolean arena : List.of(true, false)) {
                    grid.add(new Settings(1, level, arena, false));
                    grid.add(new Settings(2, level, arena, false));
                    grid.add(new Settings(2, level, arena, true));
                }
            }
            return grid;
        }

        static Settings of(Map<String, String> words) {
            return new Settings(
                    Integer.parseInt(words.getOrDefault("threads", "2")),
                    OptLevel.valueOf(words.getOrDefault("level", "ALL_OPT")),
                    Boolean.parseBoolean(words.getOrDefault("arena", "true")),
                    Boolean.parseBoolean(words.getOrDefault("spinning", "true")));
        }

        Map<String, String> words() {
            return Map.of(
                    "threads", Integer.toString(threads),
                    "level", level.name(),
                    "arena", Boolean.toString(arena),
                    "spinning", Boolean.toString(spinning));
        }

        private SessionOptions options() throws OrtException {
            SessionOptions options = new SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(level);
            options.setCPUArenaAllocator(arena);
            options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
            return options;
        }
    }

    OnnxRuntimeEngine(Path file, Settings settings) throws OrtException {
        try (SessionOptions options = settings.options()) {
            session = environment.createSession(file.toString(), options);
        }
    }

    @Override
    public String version() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public Prediction prediction(int batch, int size) {
        FloatBuffer pixels = Pictures.of(batch, size).asFloatBuffer();
        long[] shape = {batch, Pictures.CHANNELS, size, size};
        return new Prediction() {
            @Override
            public float[] run() throws OrtException {
                try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels.duplicate(), shape);
                        OrtSession.Result result = session.run(Map.of(INPUT, input))) {
                    FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
                    float[] values = new float[output.remaining()];
                    output.get(values);
                    return values;
                }
            }

            @Override
            public void close() {
                // The session belongs to the engine, and the buffer to the collector.
            }
        };
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
