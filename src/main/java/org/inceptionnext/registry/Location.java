package org.inceptionnext.registry;

import java.net.URI;

/** Where a file of weights is published. */
public sealed interface Location {

    /** Returns the file's own name, with its extension. */
    String fileName();

    /** Returns the address to show to a person: a URL that a browser opens, or {@code jar:} and a resource's name. */
    String url();

    /**
     * A resource on the class path.
     *
     * @param resource its name, without a leading slash
     */
    record Embedded(String resource) implements Location {
        @Override
        public String fileName() {
            return resource.substring(resource.lastIndexOf('/') + 1);
        }

        @Override
        public String url() {
            return "jar:" + resource;
        }
    }

    /**
     * A file at an address of its own: in a registry, or anywhere.
     *
     * @param address {@code https:} or {@code file:}
     */
    record Address(URI address) implements Location {
        @Override
        public String fileName() {
            String path = address.getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String url() {
            return address.toString();
        }
    }

    /**
     * An asset of a GitHub release.
     *
     * @param repository owner and name, as in {@code sail-sg/inceptionnext}
     * @param tag the release's tag; what stands under it can be replaced
     * @param asset the file
     */
    record GitHubRelease(String repository, String tag, String asset) implements Location {
        @Override
        public String fileName() {
            return asset;
        }

        @Override
        public String url() {
            return "https://github.com/" + repository + "/releases/download/" + tag + "/" + asset;
        }
    }

    /**
     * A file of a Hugging Face repository.
     *
     * @param repository owner and name, as in {@code timm/inception_next_tiny.sail_in1k}
     * @param revision a full commit hash, or {@code main} where none is known
     * @param file the path inside the repository
     */
    record HuggingFace(String repository, String revision, String file) implements Location {
        @Override
        public String fileName() {
            return file.substring(file.lastIndexOf('/') + 1);
        }

        @Override
        public String url() {
            return "https://huggingface.co/" + repository + "/resolve/" + revision + "/" + file;
        }
    }
}
