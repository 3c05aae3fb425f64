package org.inceptionnext.spark;

import ai.djl.modality.Classifications;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;

/** The columns, by what the network is asked for. */
final class AnswerColumns {
    private AnswerColumns() {}

    private static StructType struct(StructField... fields) {
        return new StructType(fields);
    }

    private static StructField required(String name, DataType type) {
        return new StructField(name, type, false, Metadata.empty());
    }

    private static DataType arrayOf(DataType type) {
        return DataTypes.createArrayType(type, false);
    }

    private static IOException noNumber() {
        return new IOException("the network's answer is not a number; the weights may be damaged");
    }

    /** The best class, and all that were asked for, best first. */
    static final class Classes implements AnswerColumn<Classifications> {
        private static final long serialVersionUID = 1L;
        private static final StructType CLASS =
                struct(required("className", DataTypes.StringType), required("probability", DataTypes.DoubleType));
        private static final StructType TYPE = struct(
                required("className", DataTypes.StringType),
                required("probability", DataTypes.DoubleType),
                required("classes", arrayOf(CLASS)));

        @Override
        public Class<Classifications> answer() {
            return Classifications.class;
        }

        @Override
        public DataType type() {
            return TYPE;
        }

        @Override
        public Row value(Classifications answer) throws IOException {
            List<Classifications.Classification> best = answer.topK();
            Row[] rows = new Row[best.size()];
            for (int i = 0; i < rows.length; i++) {
                double probability = best.get(i).getProbability();
                if (!Double.isFinite(probability)) {
                    throw noNumber();
                }
                rows[i] = RowFactory.create(best.get(i).getClassName(), probability);
            }
            return RowFactory.create(rows[0].get(0), rows[0].get(1), rows);
        }
    }

    /** The embedding, as the network gives it. */
    static final class Vector implements AnswerColumn<float[]> {
        private static final long serialVersionUID = 1L;
        private static final DataType TYPE = arrayOf(DataTypes.FloatType);

        @Override
        public Class<float[]> answer() {
            return float[].class;
        }

        @Override
        public DataType type() {
            return TYPE;
        }

        @Override
        public float[] value(float[] answer) throws IOException {
            for (float number : answer) {
                if (!Float.isFinite(number)) {
                    throw noNumber();
                }
            }
            return answer;
        }
    }

    /** The objects, best first, with boxes in pixels of the picture, whose size stands beside them. */
    static final class Objects implements AnswerColumn<Detections> {
        private static final long serialVersionUID = 1L;
        private static final StructType OBJECT = struct(
                required("className", DataTypes.StringType),
                required("classIndex", DataTypes.IntegerType),
                required("confidence", DataTypes.FloatType),
                required("x1", DataTypes.FloatType),
                required("y1", DataTypes.FloatType),
                required("x2", DataTypes.FloatType),
                required("y2", DataTypes.FloatType));
        private static final StructType TYPE = struct(
                required("width", DataTypes.IntegerType),
                required("height", DataTypes.IntegerType),
                required("objects", arrayOf(OBJECT)));

        @Override
        public Class<Detections> answer() {
            return Detections.class;
        }

        @Override
        public DataType type() {
            return TYPE;
        }

        @Override
        public Row value(Detections answer) {
            Row[] rows = answer.detections().stream()
                    .map(detection -> row(answer, detection))
                    .toArray(Row[]::new);
            return RowFactory.create(answer.width(), answer.height(), rows);
        }

        private static Row row(Detections answer, Detection detection) {
            Box box = detection.box();
            return RowFactory.create(
                    answer.className(detection),
                    detection.classIndex(),
                    detection.score(),
                    box.x1(),
                    box.y1(),
                    box.x2(),
                    box.y2());
        }
    }
}
