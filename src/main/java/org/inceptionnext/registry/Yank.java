package org.inceptionnext.registry;

/**
 * The mark of a version that is not to be used any more. Its files stay, since a version is never changed.
 *
 * @param reason why, in the publisher's words
 * @param date the day, in UTC: {@code 2026-11-27}
 */
public record Yank(String reason, String date) {}
