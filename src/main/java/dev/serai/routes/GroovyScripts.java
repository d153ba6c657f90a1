package dev.serai.routes;

import groovy.lang.GroovyShell;
import java.util.Map;
import org.apache.camel.support.LRUCacheFactory;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Compiles the scripts of route files, each text once: the start, a rehearsal, a reload and the checks see the same scripts, and compiling
 * them was a third of the time of a start.
 */
public final class GroovyScripts {
    /** Scripts that are remembered. */
    private static final int KEPT = 500;

    private static final Map<String, Boolean> COMPILED = LRUCacheFactory.newLRUCache(KEPT);
    private static final Map<String, ModuleNode> PARSED = LRUCacheFactory.newLRUSoftCache(KEPT);

    private GroovyScripts() {}

    /** @throws CompilationFailedException if it does not compile */
    static void compile(String script) {
        if (!COMPILED.containsKey(script)) {
            new GroovyShell().parse(script);
            COMPILED.put(script, true);
        }
    }

    /**
     * The script as its author wrote it, before the compiler looks up names.
     *
     * @return nobody may change it
     * @throws CompilationFailedException if it is no Groovy
     */
    public static ModuleNode parsed(String script) {
        ModuleNode known = PARSED.get(script);
        if (known != null) {
            return known;
        }
        CompilationUnit unit = new CompilationUnit();
        SourceUnit source = unit.addSource("mapping.groovy", script);
        unit.compile(Phases.CONVERSION);
        PARSED.put(script, source.getAST());
        return source.getAST();
    }
}
