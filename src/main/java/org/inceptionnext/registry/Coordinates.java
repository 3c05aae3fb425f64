package org.inceptionnext.registry;

import java.util.regex.Pattern;

/** How groups, models and versions are spelled: so that DJL's addresses and a folder's names can hold them. */
public final class Coordinates {
    /** What a group may look like, for messages. */
    public static final String GROUP_RULE = "a name like com.acme: a-z, 0-9, hyphens, parts between dots";

    /** What a model's name may look like, for messages. */
    public static final String NAME_RULE = "a-z, 0-9, - and _, a letter or digit first, at most 100";

    /** What a version may look like, for messages. */
    public static final String VERSION_RULE = "a version like 1.2.0 or 1.2.0-rc1";

    private static final Pattern GROUP =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,99}");
    private static final Pattern VERSION =
            Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,2}(-[0-9A-Za-z][0-9A-Za-z.-]{0,40})?");
    private static final Pattern APPLICATION = Pattern.compile("cv/(image_classification|object_detection)");

    private Coordinates() {}

    /** Returns whether DJL's addresses can hold a group: {@code djl://com.acme/cells}. */
    public static boolean isGroup(String group) {
        return group.length() <= 200 && GROUP.matcher(group).matches();
    }

    /** Returns whether this can be a model's name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns whether DJL orders this among versions. */
    public static boolean isVersion(String version) {
        return VERSION.matcher(version).matches();
    }

    /** Returns whether models for this are known. */
    public static boolean isApplication(String application) {
        return APPLICATION.matcher(application).matches();
    }

    /** Returns where a model's metadata stands in a registry, relative to its root: DJL's layout of an mlrepo. */
    public static String metadataPath(String application, String group, String name) {
        return "model/" + application + "/" + group.replace('.', '/') + "/" + name + "/metadata.json";
    }
}
