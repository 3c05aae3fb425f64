/** The nearest pictures: an index of vectors that Apache Lucene keeps and searches, and the model whose vectors they are. */
@NullMarked
package org.inceptionnext.cli.search;

import org.jspecify.annotations.NullMarked;
