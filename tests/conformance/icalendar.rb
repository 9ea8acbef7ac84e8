# A feed as Ruby's icalendar shows it: ruby icalendar.rb FILE → one JSON list.
require 'stringio' # which the library uses without saying so
require 'icalendar'
require 'json'

def shown(value)
  return nil unless value
  return value.strftime('%Y-%m-%d') if value.is_a?(Icalendar::Values::Date)
  value.to_time.utc.strftime('%Y-%m-%dT%H:%M:%SZ')
end

calendars = Icalendar::Calendar.parse(File.read(ARGV[0], encoding: 'UTF-8'))
puts JSON.generate(calendars.flat_map(&:events).map { |event|
  { uid: event.uid.to_s, start: shown(event.dtstart), end: shown(event.dtend), status: event.status.to_s, title: event.summary.to_s }
})
