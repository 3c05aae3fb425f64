package org.inceptionnext.network.yolov5;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;
import org.inceptionnext.network.yolov5.RowModule.SingleInputBody;

/** The closed list of modules, for one build: the activation is that of the network that is built. */
final class ModuleRegistry {
    private final Map<String, RowModule> modules = new LinkedHashMap<>();

    private ModuleRegistry() {}

    /** Returns all modules by name, with this activation where a row does not name another. */
    static Map<String, RowModule> of(Activation activation) {
        ModuleRegistry registry = new ModuleRegistry();
        ConvBlock conv = new ConvBlock(activation);
        new ConvModules(conv).addTo(registry);
        new GhostModules(conv).addTo(registry);
        new CspModules(conv).addTo(registry);
        new PoolingModules(conv).addTo(registry);
        ReshapingModules.addTo(registry);
        return Collections.unmodifiableMap(registry.modules);
    }

    void add(String name, Rewriting rewriting, SingleInputBody body) {
        add(name, new RowModule(rewriting, RowModule.single(body)));
    }

    void add(String name, RowModule module) {
        modules.put(name, module);
    }
}
