package org.inceptionnext.recognise;

import org.inceptionnext.text.PrintableText;

/** A module inside a file has a setting that the network does not have. Becomes a {@link Refusal}. */
final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param module the module's dotted name
     * @param found what the file says; escaped here
     * @param allowed what the network has
     */
    SettingsException(String module, String found, String allowed) {
        super("module " + PrintableText.escape(module) + " has " + PrintableText.escape(found)
                + "; the network built from its rows or name has " + allowed);
    }
}
