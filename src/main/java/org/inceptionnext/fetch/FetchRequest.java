package org.inceptionnext.fetch;

import org.inceptionnext.registry.ModelCard;

/**
 * Which weights are wanted, and under which conditions.
 *
 * @param card the model
 * @param check says whether a file's tensors are those of the model's network
 * @param sources where the weights may come from
 * @param acceptance what the user accepts knowingly
 * @param listener hears how it goes
 */
public record FetchRequest(
        ModelCard card, TensorCheck check, SourceChoice sources, Acceptance acceptance, FetchListener listener) {

    /** Asks for a model's weights from any publisher, accepting nothing but what is stated, in silence. */
    public static FetchRequest of(ModelCard card, TensorCheck check) {
        return new FetchRequest(card, check, new SourceChoice.Any(), Acceptance.NONE, FetchListener.SILENT);
    }

    /** Returns this request with other sources. */
    public FetchRequest from(SourceChoice otherSources) {
        return new FetchRequest(card, check, otherSources, acceptance, listener);
    }

    /** Returns this request with another acceptance. */
    public FetchRequest accepting(Acceptance otherAcceptance) {
        return new FetchRequest(card, check, sources, otherAcceptance, listener);
    }

    /** Returns this request with another listener. */
    public FetchRequest toldTo(FetchListener otherListener) {
        return new FetchRequest(card, check, sources, acceptance, otherListener);
    }
}
