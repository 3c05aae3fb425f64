package org.inceptionnext.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.text.PrintableText;

/** The registered names, found under any spelling that differs only in case and punctuation. */
final class ModelNames {
    private static final int MAX_SUGGESTIONS = 3;

    private final Map<String, ModelCard> cardsBySpelling = new LinkedHashMap<>();

    /** Adds the card's names, or returns the card that has one of them already. */
    Optional<ModelCard> add(ModelCard card) {
        List<String> names = names(card);
        for (String name : names) {
            ModelCard other = cardsBySpelling.get(spelling(name));
            if (other != null) {
                return Optional.of(other);
            }
        }
        names.forEach(name -> cardsBySpelling.put(spelling(name), card));
        return Optional.empty();
    }

    ModelCard find(String name) throws UnknownModelException {
        ModelCard card = cardsBySpelling.get(spelling(name));
        if (card != null) {
            return card;
        }
        Optional<ModelCard> untagged = findWithoutTag(name);
        if (untagged.isPresent()) {
            throw unknownTag(name, untagged.get());
        }
        List<String> suggestions = nearest(name);
        String advice = suggestions.isEmpty() ? "" : " Did you mean " + String.join(" or ", suggestions) + "?";
        String known = String.join(
                ", ",
                cardsBySpelling.values().stream()
                        .map(ModelCard::name)
                        .distinct()
                        .toList());
        throw new UnknownModelException(
                "Unknown model " + PrintableText.quote(name) + "." + advice + " Known models: " + known + ".",
                name,
                suggestions);
    }

    private Optional<ModelCard> findWithoutTag(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? Optional.empty() : Optional.ofNullable(cardsBySpelling.get(spelling(name.substring(0, dot))));
    }

    /** An unknown tag of a known network is a different mistake from an unknown network, as it is in timm. */
    private static UnknownModelException unknownTag(String name, ModelCard card) {
        return new UnknownModelException(
                "Unknown weights " + PrintableText.quote(name)
                        + ": the network is known, these weights of it are not. Known: "
                        + String.join(" or ", names(card)) + ".",
                name,
                names(card));
    }

    private List<String> nearest(String name) {
        String spelling = spelling(name);
        Map<String, Integer> distances = new HashMap<>();
        cardsBySpelling.forEach((known, card) -> {
            int distance = distance(spelling, known);
            if (distance <= Math.max(2, known.length() / 4)) {
                distances.merge(card.name(), distance, Math::min);
            } else if (spelling.length() >= 3 && known.contains(spelling)) {
                distances.merge(card.name(), known.length(), Math::min);
            }
        });
        int farthest =
                distances.values().stream().mapToInt(Integer::intValue).min().orElse(0) + 1;
        distances.values().removeIf(distance -> distance > farthest);
        return distances.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_SUGGESTIONS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> names(ModelCard card) {
        List<String> names = new ArrayList<>(List.of(card.name()));
        card.alias().ifPresent(names::add);
        return names;
    }

    /** Drops the owner of a hub's {@code owner/name}, then everything but letters and digits. */
    private static String spelling(String name) {
        return name.substring(name.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
