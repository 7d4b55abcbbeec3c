package ai.hone.io;

import java.util.Map;

/** Something written down as data: the name of its kind, and settings that rebuild it. */
public record Declaration(String kind, Map<String, Object> settings) {}
