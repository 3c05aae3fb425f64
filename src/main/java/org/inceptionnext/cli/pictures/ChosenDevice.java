package org.inceptionnext.cli.pictures;

import ai.djl.Device;
import java.util.Optional;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.runtime.Devices;
import org.inceptionnext.runtime.UnavailableDeviceException;

/** The device that {@code --device} names. */
public final class ChosenDevice {
    private ChosenDevice() {}

    /** Returns the device; empty for {@code auto}. */
    public static Optional<Device> of(String name) {
        if (name.equals("auto")) {
            return Optional.empty();
        }
        Device device = Devices.named(name)
                .orElseThrow(() -> new FailureException(
                        ExitCode.USAGE,
                        "no such device: " + Printable.line(name, Printable.NAME_CHARS),
                        "There are auto, cpu, gpu, and gpu1, gpu2 ... for one of several."));
        try {
            Devices.require(device);
            return Optional.of(device);
        } catch (UnavailableDeviceException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    "inx brings PyTorch for the CPU only. Use --device cpu.");
        }
    }

    /** Returns where a network runs, in words. */
    static String words(Device device) {
        return device.isGpu() ? "GPU " + device.getDeviceId() : "the CPU";
    }
}
