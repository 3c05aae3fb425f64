package org.inceptionnext.registry;

import java.util.List;

/**
 * The names of a model's classes.
 *
 * @param name the data set that defines them, such as {@code imagenet-1k}
 * @param classNames in the order of the classifier's outputs, each name once
 */
public record Labels(String name, List<String> classNames) {

    public Labels {
        classNames = List.copyOf(classNames);
    }
}
