package org.inceptionnext.fetch.signing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** As much of DER as stands around an elliptic-curve private key (RFC 5208, RFC 5915). */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;
    static final int PARAMETERS = 0xa0;
    static final int PUBLIC_KEY = 0xa1;

    private final byte[] bytes;
    private int position;

    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the next element's content if it has this tag; nothing, and no step further, otherwise. */
    Optional<byte[]> next(int tag) {
        if (position + 2 > bytes.length || (bytes[position] & 0xff) != tag) {
            return Optional.empty();
        }
        int start = position + 2;
        int length = bytes[position + 1] & 0xff;
        if (length > 0x80) {
            int octets = length - 0x80;
            if (octets > 2 || start + octets > bytes.length) {
                return Optional.empty();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | bytes[start + i] & 0xff;
            }
            start += octets;
        }
        if (length > bytes.length - start) {
            return Optional.empty();
        }
        position = start + length;
        return Optional.of(Arrays.copyOfRange(bytes, start, position));
    }

    static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
