/**
 * The same network by us and by others, in turns on one machine. {@code bench/rivals/run} starts it; every contender runs in
 * a process of its own, since the thread pools of two of them in one process get into each other's way.
 */
package org.inceptionnext.bench.rivals;
