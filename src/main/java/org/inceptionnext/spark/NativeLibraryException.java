package org.inceptionnext.spark;

/** PyTorch's library cannot be loaded here. The message says why and what to do. */
public final class NativeLibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns what to throw for a failure; the failure itself, if it has another reason. */
    static RuntimeException of(RuntimeException failure) {
        return isLoadedElsewhere(failure) ? loadedElsewhere(failure) : failure;
    }

    /** Returns what to throw for a failure, if it is for this reason; else throws it. */
    static RuntimeException of(LinkageError failure) {
        if (isLoadedElsewhere(failure)) {
            return loadedElsewhere(failure);
        }
        throw failure;
    }

    private static NativeLibraryException loadedElsewhere(Throwable failure) {
        return new NativeLibraryException(
                "PyTorch's library is loaded already by another class loader of this JVM, and Java loads a native library once."
                        + " That happens where each session has a class loader of its own: jars by addArtifact or Spark"
                        + " Connect. Give the jar to the whole application: --jars, spark.jars, or"
                        + " spark.executor.extraClassPath and spark.driver.extraClassPath",
                failure);
    }

    private static boolean isLoadedElsewhere(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof UnsatisfiedLinkError && message.contains("already loaded in another classloader")) {
                return true;
            }
        }
        return false;
    }
}
