package org.inceptionnext.network.yolov5;

import org.inceptionnext.network.NetworkCatalog;
import org.inceptionnext.network.NetworkDefinition;

/** Every network that a model's card can name: those of {@link NetworkCatalog} and the detectors built on them. */
public final class RegisteredNetworks {
    private RegisteredNetworks() {}

    /**
     * Returns the network of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static NetworkDefinition get(String name) {
        NetworkCatalog networks = NetworkCatalog.builtin();
        if (networks.names().contains(name)) {
            return networks.get(name);
        }
        DetectorCatalog detectors = DetectorCatalog.builtin();
        return detectors.names().contains(name) ? detectors.get(name) : networks.get(name);
    }
}
