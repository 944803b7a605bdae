"""Call trees and stacks over time as boxes on a canvas."""
