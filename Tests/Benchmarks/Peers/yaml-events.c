// libyaml's own event loop over a file, and nothing else: yaml-events FILE
#include <stdio.h>
#include <yaml.h>

int main(int count, char **arguments) {
  yaml_parser_t parser;
  yaml_event_t event;
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (!file || !yaml_parser_initialize(&parser)) return 1;
  yaml_parser_set_input_file(&parser, file);
  long events = 0;
  for (int isOver = 0; !isOver; events++) {
    if (!yaml_parser_parse(&parser, &event)) return 1;
    isOver = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  fclose(file);
  printf("%ld events\n", events);
  return 0;
}
