<?php
// A feed as Horde's library shows it (Horde Groupware): php horde.php FILE → one JSON list.
set_include_path('/usr/share/php');
spl_autoload_register(function ($name) {
    @include_once strtr($name, '_\\', '//') . '.php';
});
date_default_timezone_set('America/Phoenix');

// A time is an instant already; a day has its parts.
function shown($moment) {
    if (is_array($moment)) return sprintf('%04d-%02d-%02d', $moment['year'], $moment['month'], $moment['mday']);
    return gmdate('Y-m-d\TH:i:s\Z', $moment);
}

$calendar = new Horde_Icalendar();
if (!$calendar->parsevCalendar(file_get_contents($argv[1]))) exit(1);
$events = [];
foreach ($calendar->getComponents() as $event) {
    if (!$event instanceof Horde_Icalendar_Vevent) continue;
    $end = array_filter($event->getAllAttributes(), fn ($one) => $one['name'] === 'DTEND');
    $events[] = [
        'uid' => $event->getAttribute('UID'),
        'start' => shown($event->getAttribute('DTSTART')),
        'end' => $end ? shown(current($end)['value']) : null,
        'status' => $event->getAttribute('STATUS'),
        'title' => $event->getAttribute('SUMMARY'),
    ];
}
echo json_encode($events);
