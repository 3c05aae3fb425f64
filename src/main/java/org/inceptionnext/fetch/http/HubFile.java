package org.inceptionnext.fetch.http;

import java.util.Optional;
import org.inceptionnext.registry.Pin;

/**
 * A file of a repository, as the hub states it.
 *
 * @param name its path in the repository
 * @param sizeBytes its size, where it is stated
 * @param sha256 its SHA-256, which the hub keeps for large files (Git LFS) only
 * @param gitBlob its name in git, a SHA-1 over its length and content; empty for a large file, whose pointer this would be
 */
public record HubFile(String name, Optional<Long> sizeBytes, Optional<Pin> sha256, Optional<String> gitBlob) {}
