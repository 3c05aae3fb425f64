package org.inceptionnext.fetch.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpTransport.Answer;

/** The content of an answer that describes models, so that it is read into memory as a whole. */
public final class WholeBody {
    private WholeBody() {}

    /**
     * Reads it.
     *
     * @param url what was asked for
     * @param mostBytes more are refused
     * @param stall how long a silent server is waited for
     * @throws TransferException if it is longer, or nothing more comes
     */
    public static byte[] read(Answer answer, URI url, long mostBytes, Duration stall) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            ByteBuffer bytes = answer.body().read(stall);
            if (bytes == null) {
                return content.toByteArray();
            }
            if (!bytes.hasRemaining()) {
                throw new TransferException(Cure.AGAIN_IF_FASTER, url + " stopped sending");
            }
            if (content.size() + bytes.remaining() > mostBytes) {
                throw new TransferException(
                        Cure.OTHER_SOURCE, url + " is larger than " + mostBytes + " bytes, so it describes no model");
            }
            byte[] chunk = new byte[bytes.remaining()];
            bytes.get(chunk);
            content.writeBytes(chunk);
        }
    }
}
