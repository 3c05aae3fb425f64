package org.inceptionnext.fetch;

import org.inceptionnext.registry.ModelCard;

/**
 * Which weights are wanted, and under which conditions.
 *
 * @param card the model
 * @param check says whether a file's tensors are those of the model's network
 * @param sources where the weights may come from
 * @param acceptedRisk what the user accepts knowingly
 * @param listener hears how it goes
 */
public record FetchRequest(
        ModelCard card, TensorCheck check, SourceChoice sources, AcceptedRisk acceptedRisk, FetchListener listener) {

    /** Asks for a model's weights from any publisher, accepting nothing but what is stated, in silence. */
    public static FetchRequest of(ModelCard card, TensorCheck check) {
        return new FetchRequest(card, check, new SourceChoice.Any(), AcceptedRisk.NONE, FetchListener.SILENT);
    }

    /** Returns this request with other sources. */
    public FetchRequest from(SourceChoice otherSources) {
        return new FetchRequest(card, check, otherSources, acceptedRisk, listener);
    }

    /** Returns this request with another accepted risk. */
    public FetchRequest accepting(AcceptedRisk otherRisk) {
        return new FetchRequest(card, check, sources, otherRisk, listener);
    }

    /** Returns this request with another listener. */
    public FetchRequest withListener(FetchListener otherListener) {
        return new FetchRequest(card, check, sources, acceptedRisk, otherListener);
    }
}
