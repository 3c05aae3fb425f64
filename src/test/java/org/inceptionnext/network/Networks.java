package org.inceptionnext.network;

/** The registered networks, for tests. */
public final class Networks {
    private Networks() {}

    /** Returns the network as published: {@code pico}, {@code tiny} ... */
    public static Graph graph(String variant) {
        NetworkDefinition definition = definition(variant);
        return definition.graph(definition.defaultOptions());
    }

    public static NetworkDefinition definition(String variant) {
        return InceptionNextFamily.builtin().find("inceptionnext_" + variant).orElseThrow();
    }
}
