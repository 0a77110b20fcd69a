// A C++ module of some size for the bench: regular expressions, formatted streams and containers of libc++, inlined deeply into each other.
#include <algorithm>
#include <deque>
#include <iomanip>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace text {

template <typename Character>
std::vector<std::basic_string<Character>> matches(const std::basic_string<Character> &input,
                                                  const std::basic_string<Character> &pattern) {
  using Iterator = std::regex_iterator<typename std::basic_string<Character>::const_iterator>;
  const std::basic_regex<Character> expression(pattern);
  std::vector<std::basic_string<Character>> found;
  for (Iterator at(input.begin(), input.end(), expression), end; at != end; ++at) found.push_back(at->str());
  return found;
}

struct Number {
  double value;
};

struct Word {
  std::string spelling;
};

struct List {
  std::vector<std::variant<Number, Word, std::shared_ptr<List>>> items;
};

using Token = std::variant<Number, Word, std::shared_ptr<List>>;

Token read(std::istringstream &input) {
  std::string spelling;
  input >> std::ws;
  if (input.peek() == '(') {
    input.get();
    auto list = std::make_shared<List>();
    while (input >> std::ws && input.peek() != ')' && input.peek() != EOF) list->items.push_back(read(input));
    input.get();
    return list;
  }
  double value = 0;
  if (std::isdigit(input.peek()) && input >> value) return Number{value};
  while (input.peek() != EOF && !std::isspace(input.peek()) && input.peek() != ')') spelling.push_back(input.get());
  return Word{spelling};
}

void write(std::ostream &output, const Token &token) {
  std::visit(
      [&output](const auto &value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, Number>) {
          output << std::setprecision(6) << value.value;
        } else if constexpr (std::is_same_v<Value, Word>) {
          output << std::quoted(value.spelling);
        } else {
          output << '(';
          for (const auto &item : value->items) write(output << ' ', item);
          output << ')';
        }
      },
      token);
}

template <typename Key, template <typename...> typename Map>
std::size_t count(const std::vector<Key> &keys) {
  Map<Key, std::deque<std::size_t>> places;
  for (std::size_t i = 0; i < keys.size(); ++i) places[keys[i]].push_back(i);
  std::size_t longest = 0;
  for (const auto &[key, list] : places) longest = std::max(longest, list.size());
  return longest;
}

std::string sorted(std::vector<std::string> words) {
  std::stable_sort(words.begin(), words.end(), [](const auto &a, const auto &b) {
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  });
  const std::set<std::string> unique(words.begin(), words.end());
  std::ostringstream output;
  for (const auto &word : unique) output << std::left << std::setw(12) << word;
  return output.str();
}

}  // namespace text

extern "C" __attribute__((export_name("run"))) int run(const char *bytes, int length) {
  const std::string input(bytes, length);
  const auto words = text::matches(input, std::string("[[:alpha:]]+(-[[:alpha:]]+)*"));
  const auto wide = text::matches(std::wstring(input.begin(), input.end()), std::wstring(L"([0-9]+)\\.([0-9]+)"));
  std::istringstream stream(input);
  std::ostringstream output;
  text::write(output, text::read(stream));
  return static_cast<int>(text::count<std::string, std::map>(words) + text::count<std::wstring, std::unordered_map>(wide) +
                          text::sorted(words).size() + output.str().size());
}
