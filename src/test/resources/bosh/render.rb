# Renders every template of a BOSH job as the director does, with the rules for p, if_p, link, if_link and spec.
# Standard input: {"job": DIRECTORY, "properties": {...}, "links": {...}, "spec": {...}}
# Standard output: {FILE: {"text": ...} or {"error": ...}}, monit included.
require 'erb'
require 'json'
require 'ostruct'
require 'yaml'

def look_up(tree, name)
  name.split('.').reduce(tree) { |node, key| node.is_a?(Hash) ? node[key] : nil }
end

def put(tree, name, value)
  *parents, last = name.split('.')
  parents.reduce(tree) { |node, key| node[key] ||= {} }[last] = value
end

# What stands after the block of if_p or if_link: its own block counts if the first one did not.
class Else
  def initialize(context)
    @context = context
  end

  def else
    @context ? yield : nil
  end

  def else_if_p(*names, &block)
    @context ? @context.if_p(*names, &block) : self
  end

  def else_if_link(name, &block)
    @context ? @context.if_link(name, &block) : self
  end
end

# A value that is nil counts as not set; one that is false is set.
module Properties
  def p(names, *default)
    found = Array(names).map { |name| look_up(@properties, name) }.find { |value| !value.nil? }
    return found unless found.nil?
    return default.first unless default.empty?

    raise "Can't find property #{Array(names).inspect}"
  end

  def if_p(*names)
    values = names.map { |name| look_up(@properties, name) }
    return Else.new(self) if values.any?(&:nil?)

    yield(*values)
    Else.new(nil)
  end
end

class Link
  include Properties
  attr_reader :instances

  def initialize(link)
    @properties = link['properties'] || {}
    @instances = link['instances'].map { |instance| OpenStruct.new(instance) }
  end
end

class Context
  include Properties
  attr_reader :spec

  def initialize(properties, links, spec)
    @properties = properties
    @links = links
    @spec = OpenStruct.new(spec)
  end

  def link(name)
    raise "Can't find link '#{name}'" unless @links[name]

    Link.new(@links[name])
  end

  def if_link(name)
    return Else.new(self) unless @links[name]

    yield Link.new(@links[name])
    Else.new(nil)
  end

  def render(file)
    erb = ERB.new(File.read(file), trim_mode: '-')
    erb.filename = file
    { 'text' => erb.result(binding) }
  rescue StandardError, ScriptError => e
    { 'error' => e.message }
  end
end

input = JSON.parse($stdin.read)
job = YAML.safe_load(File.read("#{input['job']}/spec"))

# A job is given the properties that its spec knows, and no others.
properties = {}
job['properties'].each do |name, definition|
  value = look_up(input['properties'], name)
  put(properties, name, value.nil? ? definition['default'] : value)
end

# Likewise the links; one that is neither there nor optional ends the deployment before any rendering.
links = {}
(job['consumes'] || []).each do |wanted|
  given = input['links'][wanted['name']]
  abort "link #{wanted['name']} is required" unless given || wanted['optional']
  links[wanted['name']] = given if given
end

context = Context.new(properties, links, input['spec'])
templates = job['templates'].map { |template, file| [file, "#{input['job']}/templates/#{template}"] }
templates << ['monit', "#{input['job']}/monit"]
puts JSON.generate(templates.to_h { |file, template| [file, context.render(template)] })
