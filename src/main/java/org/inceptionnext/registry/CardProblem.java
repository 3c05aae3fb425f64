package org.inceptionnext.registry;

/**
 * A card that cannot be used. It is left out of the registry; the others are not touched by it.
 *
 * @param resource the resource that holds the card, or the index that lists it
 * @param message what is wrong: the field, what was found, what is allowed
 */
public record CardProblem(String resource, String message) {}
