package org.inceptionnext.network.yolov5;

import java.util.Locale;
import java.util.Optional;
import org.inceptionnext.network.Backbone;
import org.inceptionnext.network.InceptionNextFamily;

/** Finds a backbone under the names that people write: {@code inceptionnext_tiny}, {@code inception_next_tiny.sail_in1k}. */
final class BackboneNames {

    private BackboneNames() {}

    /** Returns the registered network that a row's module means, if it means one. */
    static Optional<Backbone> find(String module, InceptionNextFamily backbones) {
        return backbones.find(registeredSpelling(module));
    }

    /** timm's tag after the dot says only which weights. */
    private static String registeredSpelling(String module) {
        int tag = module.indexOf('.');
        String name = (tag < 0 ? module : module.substring(0, tag)).toLowerCase(Locale.ROOT);
        return name.replace('-', '_').replaceFirst("^inception_next", "inceptionnext");
    }
}
