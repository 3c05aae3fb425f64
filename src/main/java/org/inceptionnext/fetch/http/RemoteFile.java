package org.inceptionnext.fetch.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.registry.Pin;

/**
 * A published file, and what its publisher says of it before it is loaded.
 *
 * @param url the lasting address, asked anew at each try: what it redirects to may expire
 * @param headers what to send to that address's host
 * @param redirects where it may send us
 * @param sizeBytes the size, where the publisher states it
 * @param sha256 the SHA-256, where the publisher states it
 */
public record RemoteFile(
        URI url, Map<String, String> headers, RedirectRule redirects, Optional<Long> sizeBytes, Optional<Pin> sha256) {}
