/** What the answers about pictures are written as: lines for a person, and the formats that other tools read. */
@NullMarked
package org.inceptionnext.cli.results;

import org.jspecify.annotations.NullMarked;
