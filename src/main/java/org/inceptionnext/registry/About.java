package org.inceptionnext.registry;

import java.net.URI;

/**
 * What a person wants to know of a model before using it.
 *
 * @param title the model's name in print
 * @param summary one or two sentences
 * @param website the authors' page
 * @param paper the paper that describes the network
 * @param codeLicense the licence of the authors' code
 * @param weightsLicense the licence of the weights, which need not be the code's
 */
public record About(
        String title, String summary, URI website, Paper paper, License codeLicense, License weightsLicense) {}
