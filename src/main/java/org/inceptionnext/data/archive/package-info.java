/**
 * Files inside archives, read where they lie: zip, tar, and tar in gzip or Zstandard. Nothing is ever written. Archives come from
 * strangers: time and memory are bounded by what an honest archive of pictures needs.
 */
@NullMarked
package org.inceptionnext.data.archive;

import org.jspecify.annotations.NullMarked;
