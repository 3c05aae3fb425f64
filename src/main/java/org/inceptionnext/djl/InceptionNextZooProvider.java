package org.inceptionnext.djl;

import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;
import org.inceptionnext.registry.Registry;

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
        Registry registry = ProcessRegistry.get();
        // Groups come from the configuration; nothing is read over a network to know them.
        for (String group : registry.groups()) {
            if (!group.equals(InceptionNextModelZoo.GROUP_ID)) {
                ModelZoo.registerModelZoo(() -> new GroupModelZoo(registry, group));
            }
        }
        return new InceptionNextModelZoo();
    }
}
