package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Template.Reading;
import java.util.List;
import java.util.stream.Stream;

/**
 * An element such as Action or NotResource: patterns of which any may match, or none.
 *
 * <p>A resource is matched as one text: a {@code *} reaches over slashes, and over colons as far as {@link ArnWildcards}
 * lets it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">Resource</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html">Action</a>
 */
final class Patterns {

    private final boolean negated;
    private final Template[] templates;

    private Patterns(boolean negated, List<Template> templates) {
        this.negated = negated;
        this.templates = templates.toArray(Template[]::new);
    }

    /** Actions are compared without regard to case, and have no variables. */
    static Patterns ofActions(boolean negated, List<String> texts) {
        Reading reading = new Reading(false, true, true);
        return new Patterns(
                negated, texts.stream().map(text -> Template.of(text, reading)).toList());
    }

    static Patterns ofResources(boolean negated, List<String> texts, boolean variables) {
        return new Patterns(
                negated,
                texts.stream().map(text -> Template.ofResource(text, variables)).toList());
    }

    Match match(String text, RequestContext context) {
        Match any = Match.NO;
        for (int i = 0; i < templates.length && any != Match.YES; i++) {
            any = Logic.or(any, templates[i].match(text, context));
        }
        return negated ? Logic.not(any) : any;
    }

    /** Why the match of a text is unknown, in words. */
    List<String> unknowns(String text, RequestContext context) {
        return Stream.of(templates)
                .filter(template -> template.match(text, context) == Match.UNKNOWN)
                .flatMap(template -> template.unknowns(text, context).stream())
                .distinct()
                .toList();
    }
}
