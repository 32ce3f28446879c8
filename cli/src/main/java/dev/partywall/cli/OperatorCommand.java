package dev.partywall.cli;

/** A command that works on what the settings name. */
abstract class OperatorCommand extends ProgramCommand {

    @Override
    public final Integer call() {
        try (Operator operator = new Operator(program().settings(), program().surroundings())) {
            return run(operator);
        }
    }

    /** Does the work and gives the exit code. */
    abstract int run(Operator operator);
}
