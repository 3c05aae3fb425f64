package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters in the order in which torch lists them: those of a scope first, then scope by scope those inside it, in the
 * order in which the scopes were opened.
 */
final class StateDict {
    private final Map<String, Parameter> own = new LinkedHashMap<>();
    private final Map<String, StateDict> scopes = new LinkedHashMap<>();

    /** Opens the scope of this name, or returns it if it is open already. */
    StateDict scope(String name) {
        return scopes.computeIfAbsent(name, n -> new StateDict());
    }

    /** Adds a parameter of this scope; returns whether it was not there already. */
    boolean add(Parameter parameter) {
        return own.putIfAbsent(parameter.name(), parameter) == null;
    }

    /** Returns all parameters of this scope and those inside it. */
    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(own.values());
        scopes.values().forEach(scope -> parameters.addAll(scope.parameters()));
        return parameters;
    }
}
