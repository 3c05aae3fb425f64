package org.inceptionnext.djl;

import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;

/**
 * What DJL finds when this jar is on the class path.
 *
 * <p>DJL looks once, with the class loader of the thread that asks first. Where that finds nothing (a pool thread under a
 * nested jar), call {@code ModelZoo.registerModelZoo(new InceptionNextZooProvider())}.
 */
public final class InceptionNextZooProvider implements ZooProvider {

    /** Makes a provider; {@code ServiceLoader} calls this. */
    public InceptionNextZooProvider() {}

    @Override
    public ModelZoo getModelZoo() {
        // META-INF/services is not enough: DJL Serving resolves djl:// URLs before it sets its class loader.
        Repository.registerRepositoryFactory(new InceptionNextRepositoryFactory());
        return new InceptionNextModelZoo();
    }
}
