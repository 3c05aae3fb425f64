package org.inceptionnext.registry;

import java.net.URI;

/** The paper that describes a network. */
public record Paper(String title, URI url) {}
