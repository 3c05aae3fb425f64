package org.inceptionnext.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.util.SerializableConfiguration;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureException;
import org.inceptionnext.data.PictureException.Reason;
import org.inceptionnext.data.PictureOrigin;
import org.jspecify.annotations.Nullable;

/**
 * From the value of a column to a picture, whose bytes are looked at when it is its turn.
 *
 * @param name what messages call the column
 * @param hadoop how files are found
 */
record PictureInput(String name, Broadcast<SerializableConfiguration> hadoop) implements Serializable {
    static final String ALLOWED = "binary (an encoded picture, as the binaryFile source has it), string (the path of a"
            + " file), or the struct of Spark's image source";

    /** Returns whether a column of this type holds pictures. */
    static boolean isOne(DataType type) {
        return type instanceof BinaryType || type instanceof StringType || ImageStruct.isOne(type);
    }

    /** Returns the picture; what is none fails when it is read. */
    Picture picture(@Nullable Object value) {
        return new Picture(name, new PictureOrigin.OfStream(), () -> open(value));
    }

    private InputStream open(@Nullable Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }
        if (value instanceof String file) {
            return file(file);
        }
        if (value instanceof Row row) {
            return new ByteArrayInputStream(ImageStruct.encoded(row));
        }
        if (value == null) {
            throw new PictureException(name, Reason.EMPTY, "no picture: " + name + " is null");
        }
        throw new PictureException(
                name, Reason.NOT_A_NAME, "found " + value.getClass().getName() + "; allowed is " + ALLOWED);
    }

    private InputStream file(String file) throws IOException {
        Configuration configuration = hadoop.value().value();
        try {
            Path path = new Path(file);
            return path.getFileSystem(configuration).open(path);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new PictureException(name, Reason.NOT_A_NAME, "\"" + file + "\" names no file: " + e.getMessage());
        }
    }
}
