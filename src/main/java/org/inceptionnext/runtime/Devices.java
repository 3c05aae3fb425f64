package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices that networks run on. */
public final class Devices {
    private static final Pattern GPU = Pattern.compile("gpu(\\d{0,3})");

    private Devices() {}

    /** Returns the device of a name, {@code cpu}, {@code gpu}, {@code gpu1} ..., there or not; empty if it is no name of one. */
    public static Optional<Device> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("cpu")) {
            return Optional.of(Device.cpu());
        }
        Matcher gpu = GPU.matcher(lower);
        return gpu.matches()
                ? Optional.of(Device.gpu(gpu.group(1).isEmpty() ? 0 : Integer.parseInt(gpu.group(1))))
                : Optional.empty();
    }

    /**
     * Checks that a device is there. For a GPU this loads PyTorch's library.
     *
     * @throws UnavailableDeviceException if it is not
     */
    public static void require(Device device) {
        if (!device.isGpu()) {
            return;
        }
        int count = Engine.getEngine(PtEngine.ENGINE_NAME).getGpuCount();
        if (device.getDeviceId() >= count) {
            throw new UnavailableDeviceException("gpu" + (device.getDeviceId() == 0 ? "" : device.getDeviceId())
                    + " was asked for, and the PyTorch library in use sees " + count + " GPUs");
        }
    }
}
