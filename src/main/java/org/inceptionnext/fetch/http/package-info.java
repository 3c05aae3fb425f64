/**
 * HTTP: connections, proxies, redirects, retries, and what each publisher answers.
 */
@NullMarked
package org.inceptionnext.fetch.http;

import org.jspecify.annotations.NullMarked;
